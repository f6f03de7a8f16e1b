// Adds a model to a product, or renames it.
import { type Model, modelsMax } from '../domain/catalog/product.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';

export type AddModelAnswer = { ok: true; model: Model } | { ok: false; refusal: 'unknown-product' | 'too-many-models' };

export async function addModel(
  { catalog }: { catalog: Catalog },
  { productId, model }: { productId: string; model: Model },
  by: By,
): Promise<AddModelAnswer> {
  const product = await catalog.loadProduct(productId);
  if (product === null) return { ok: false, refusal: 'unknown-product' };
  const isKnown = product.models.some(({ id }) => id === model.id);
  if (!isKnown && product.models.length >= modelsMax) return { ok: false, refusal: 'too-many-models' };
  const audit = auditOf(by, isKnown ? 'model renamed' : 'model added', `${productId}/${model.id}`, {
    name: model.name,
  });
  const isRecorded = await catalog.recordModel(productId, model, audit);
  return isRecorded ? { ok: true, model } : { ok: false, refusal: 'unknown-product' };
}
