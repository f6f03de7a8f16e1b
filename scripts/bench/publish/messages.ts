// What the bench says to the engineer, its client, and what the engineer answers.
import type { ObjectStoreAddress } from '../../launch/object-store.ts';

/** By `orange build publish`, or as one object by one PutObject. */
export type Way = 'publish' | 'put';

export type EngineerOrder =
  | {
      readonly kind: 'open';
      readonly url: string;
      readonly token: string;
      readonly s3: ObjectStoreAddress;
      /** For the build file, the settings of the tool and its keys. */
      readonly dir: string;
      readonly sizeMib: number;
    }
  | { readonly kind: 'run'; readonly way: Way };

export type EngineerAnswer = { readonly kind: 'opened' } | { readonly kind: 'ran'; readonly wallMs: number };
