// Who may do what: the roles that an access token can carry, and what a token is.

/** `operator` may do everything; `engineer` publishes and steers rollouts; `viewer` reads; `gateway` checks devices in; `enroller` enrols devices; `reporter` files crashes, and its token is public: it stands in every app that sends them. */
export const roles = ['operator', 'engineer', 'viewer', 'gateway', 'enroller', 'reporter'] as const;
export type Role = (typeof roles)[number];

/** Whether everybody may know a token of this role. */
export const isPublicRole = (role: Role): boolean => role === 'reporter';

export type Token = {
  /** Unique; what the audit calls its bearer. */
  readonly name: string;
  readonly role: Role;
  /** Null for every product. */
  readonly productId: string | null;
  readonly createdBy: string;
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
};

/** Whether a bearer may act in `allowed` roles on a product; operators may always. A product scope is never widened. */
export function mayAct(
  token: Pick<Token, 'role' | 'productId'>,
  allowed: readonly Role[],
  productId: string | null,
): boolean {
  if (token.productId !== null && token.productId !== productId) return false;
  return token.role === 'operator' || allowed.includes(token.role);
}

/** Whether a bearer may hand out or take back a token of this scope: never wider than its own. */
export const mayGrant = (bearer: Pick<Token, 'productId'>, productId: string | null): boolean =>
  bearer.productId === null || bearer.productId === productId;

export const isInForce = (token: Pick<Token, 'expiresMs' | 'revokedMs'>, nowMs: number): boolean =>
  token.revokedMs === null && (token.expiresMs === null || nowMs < token.expiresMs);
