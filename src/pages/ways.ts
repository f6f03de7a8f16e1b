// Where pages are: addresses of what pages link to, with names that came from outside encoded.
import type { Report } from '../domain/report/report.ts';

export const issuePathOf = ({ product, number }: { readonly product: string; readonly number: number }): string =>
  `/issues/${encodeURIComponent(product)}/${number}`;

export const reportPathOf = ({ product, id }: Pick<Report, 'product' | 'id'>): string =>
  `/reports/${encodeURIComponent(product)}/${encodeURIComponent(id)}`;

export const filePathOf = (report: Pick<Report, 'product' | 'id'>, name: string): string =>
  `${reportPathOf(report)}/files/${encodeURIComponent(name)}`;

export const devicePathOf = (product: string, device: string): string =>
  `/devices/${encodeURIComponent(product)}/${encodeURIComponent(device)}`;

export const notesPathOf = (product: string, version: string): string =>
  `/builds/${encodeURIComponent(product)}/${encodeURIComponent(version)}/notes`;
