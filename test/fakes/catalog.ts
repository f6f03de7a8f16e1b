// The catalog in memory, held to the same contract as PostgreSQL.
import type { Catalog } from '../../src/app/ports/catalog.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { Channel, Model, Product } from '../../src/domain/catalog/product.ts';
import { derivePage } from '../../src/domain/page.ts';

type Held = {
  product: Product;
  models: Map<string, Model>;
  channels: Map<string, Channel>;
};

export type FakeCatalog = Catalog & { readonly audited: readonly AuditEntry[] };

const sorted = <T extends { id: string }>(held: Map<string, T>): T[] =>
  [...held.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** `nextCounter` is 1 unless told: builds live behind another port. */
export function fakeCatalog(nextCounter: (productId: string) => number = () => 1): FakeCatalog {
  const products = new Map<string, Held>();
  const audited: AuditEntry[] = [];

  /** Adds or replaces one of a product's models or channels; the same again changes nothing. */
  async function put<T extends { id: string }>(
    productId: string,
    audit: AuditEntry,
    shelfOf: (held: Held) => Map<string, T>,
    item: T,
  ): Promise<boolean> {
    const held = products.get(productId);
    if (held === undefined) return false;
    if (JSON.stringify(shelfOf(held).get(item.id)) === JSON.stringify(item)) return true;
    shelfOf(held).set(item.id, item);
    audited.push(audit);
    return true;
  }

  return {
    audited,
    async loadProducts({ limit, after }) {
      const rows = [...products.values()].map(({ product }) => product).sort((a, b) => (a.id < b.id ? -1 : 1));
      return derivePage(
        rows.filter(({ id }) => after === null || id > after).slice(0, limit + 1),
        limit,
        ({ id }) => id,
      );
    },
    async loadProduct(productId) {
      const held = products.get(productId);
      if (held === undefined) return null;
      return {
        ...held.product,
        models: sorted(held.models),
        channels: sorted(held.channels),
        nextCounter: nextCounter(productId),
      };
    },
    async recordProduct(product, audit) {
      if (products.has(product.id)) return false;
      products.set(product.id, { product, models: new Map(), channels: new Map() });
      audited.push(audit);
      return true;
    },
    recordModel: (productId, model, audit) => put(productId, audit, ({ models }) => models, model),
    recordChannel: (productId, channel, _nowMs, audit) => put(productId, audit, ({ channels }) => channels, channel),
  };
}
