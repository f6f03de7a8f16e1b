// Seeded dice are the domain's: what a plan can see is thrown with the same ones.
export * from '../../src/domain/dice.ts';
