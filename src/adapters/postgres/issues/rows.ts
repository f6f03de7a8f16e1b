// The columns of an issue that are shown; what the search knows stays where it is.
import { issues } from '../schema/reports.ts';

export const shownIssue = {
  product: issues.productId,
  number: issues.number,
  kind: issues.kind,
  title: issues.title,
  status: issues.status,
  fixedIn: issues.fixedIn,
  mergedInto: issues.mergedInto,
  assignee: issues.assignee,
  firstBuild: issues.firstBuild,
  lastBuild: issues.lastBuild,
  firstMs: issues.firstMs,
  lastMs: issues.lastMs,
  reports: issues.reports,
  devices: issues.devices,
  regressedMs: issues.regressedMs,
  changedMs: issues.changedMs,
  version: issues.version,
  isHidden: issues.isHidden,
};
