// The version that `orange --version` prints; a test keeps it the same as package.json, which a bundle cannot read.

export const version = '0.1.0';
