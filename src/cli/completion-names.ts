// Names that the service knows, for completion: fast or not at all, and never an error.
import { buildPage } from '../wire/release/build.ts';
import { cohortPage } from '../wire/release/cohort.ts';
import { productDetails, productPage } from '../wire/release/product.ts';
import { trustView } from '../wire/release/trust.ts';
import { openApiClient, path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import type { Session } from './session.ts';

export type NameKind = 'products' | 'channels' | 'models' | 'builds' | 'cohorts' | 'roles';

/** Longer than this and a person types the name. */
const patienceMs = 1_000;

/** `options` are those that stand on the line already: `--product luna` chooses whose builds are listed. */
export async function loadNames(
  session: Session,
  kind: NameKind,
  options: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  try {
    return await askService(session, kind, options);
  } catch {
    return [];
  }
}

async function askService(
  { settings }: Session,
  kind: NameKind,
  options: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const api = openApiClient({
    base: settings.url(),
    token: settings.token(),
    interrupt: AbortSignal.timeout(patienceMs),
  });
  if (kind === 'products')
    return (await api.get('/v1/products', reading(productPage), { limit: 200 })).items.map(({ id }) => id);
  if (kind === 'roles') return (await api.get('/v1/trust', reading(trustView))).roles.map(({ name }) => name);
  const product = options.product ?? settings.product();
  switch (kind) {
    case 'builds':
      return (await api.get('/v1/builds', reading(buildPage), { product, limit: 50 })).items.map(
        ({ version }) => version,
      );
    case 'channels':
      return (await api.get(path`/v1/products/${product}`, reading(productDetails))).channels.map(({ id }) => id);
    case 'models':
      return (await api.get(path`/v1/products/${product}`, reading(productDetails))).models.map(({ id }) => id);
    case 'cohorts':
      return (await api.get(path`/v1/products/${product}/cohorts`, reading(cohortPage), { limit: 200 })).items.map(
        ({ id }) => id,
      );
  }
}
