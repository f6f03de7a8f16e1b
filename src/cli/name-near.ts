// Says of a list that is empty that it was asked by a build or a model which is not there, and which one is near.
import type { Page } from '../domain/page.ts';
import { maxPageLimit } from '../domain/page.ts';
import { findNearest } from '../wire/nearest.ts';
import { buildPage } from '../wire/release/build.ts';
import { reading, ServiceRefusal } from './api/service-answer.ts';
import { loadBuild } from './builds.ts';
import { loadProduct } from './product-details.ts';
import type { Session } from './session.ts';
import { faint, type Line } from './terminal/words.ts';

type Asked = { readonly build?: string | undefined; readonly model?: string | undefined };

/** On standard error, beside an answer that is as it is: a name that nobody published may still come. */
export async function noteNear(session: Session, page: Page<unknown>, { build, model }: Asked): Promise<void> {
  if (page.items.length > 0) return;
  const lines = [
    ...(build === undefined ? [] : await describeBuild(session, build)),
    ...(model === undefined ? [] : await describeModel(session, model)),
  ];
  if (lines.length > 0) session.printer.note(...lines);
}

async function describeBuild(session: Session, name: string): Promise<Line[]> {
  if (await isPublished(session, name)) return [];
  const product = session.settings.product();
  const { items } = await session.api().get('/v1/builds', reading(buildPage), { product, limit: maxPageLimit });
  const names = items.flatMap(({ id, version, vendorVersion }) => [version, id, vendorVersion ?? []].flat());
  return [hint(`"${name}" is the name of no build of ${product} that is here`, findNearest(name, names))];
}

async function isPublished(session: Session, name: string): Promise<boolean> {
  try {
    await loadBuild(session, name);
    return true;
  } catch (cause) {
    if (cause instanceof ServiceRefusal && cause.status === 404) return false;
    throw cause;
  }
}

async function describeModel(session: Session, model: string): Promise<Line[]> {
  const { id, models } = await loadProduct(session);
  const known = models.map((each) => each.id);
  return known.includes(model) ? [] : [hint(`${id} has no model "${model}"`, findNearest(model, known))];
}

const hint = (what: string, near: string | null): Line => [
  faint('hint:  '),
  near === null ? `${what}.` : `${what}; did you mean "${near}"?`,
];
