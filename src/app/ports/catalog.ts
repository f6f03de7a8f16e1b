// The port to products and what belongs to them. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Channel, Model, Product, ProductDetails } from '../../domain/catalog/product.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type Catalog = {
  loadProducts(page: PageRequest): Promise<Page<Product>>;
  loadProduct(productId: string): Promise<ProductDetails | null>;
  /** False when the id is taken, which is then left as it was. */
  recordProduct(product: Product, audit: AuditEntry): Promise<boolean>;
  /** Adds the model or renames it; nothing happens, and nothing is audited, when it is so already. False: no such product. */
  recordModel(productId: string, model: Model, audit: AuditEntry): Promise<boolean>;
  /**
   * Adds the channel or changes its timetable and pace; with a new timetable, departures up to `nowMs` count as decided.
   * Nothing happens, and nothing is audited, when it is so already. False: no such product.
   */
  recordChannel(productId: string, channel: Channel, nowMs: number, audit: AuditEntry): Promise<boolean>;
};
