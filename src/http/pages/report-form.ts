// Puts the report form together for whoever looks at it: what they typed, what was wrong, which products they may see.
import type { Context } from 'hono';
import type { Token } from '../../domain/catalog/token.ts';
import { maxPageLimit } from '../../domain/page.ts';
import type { Problem } from '../../domain/result.ts';
import { type ReportModel, reportModel } from '../../pages/report/model.ts';
import { maxFormTextChars, maxFormTitleChars, type ReportFields } from '../../wire/pages/report-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { accountOf } from './account.ts';
import { mayReport } from './reporter.ts';

const limits = { titleChars: maxFormTitleChars, textChars: maxFormTextChars };

type Shown = {
  readonly visitor: Token | null;
  readonly values: ReportFields;
  readonly problems: readonly Problem[];
};

export async function makeReportForm(c: Context<HttpEnv>, { visitor, values, problems }: Shown): Promise<ReportModel> {
  return reportModel({
    values,
    problems,
    products: await loadProductNames(c, visitor),
    mayReport: visitor !== null && mayReport(visitor, visitor.productId),
    account: visitor === null ? null : accountOf(visitor),
    limits,
  });
}

/** While database or storage is away: nobody can be looked up, so the form comes back as it was sent. */
export function makeUnstoredForm(values: ReportFields, what: string): ReportModel {
  const fix = 'What you wrote is still here: send it again in a minute.';
  const problems = [{ where: 'form', what, fix }];
  return reportModel({ values, problems, products: null, mayReport: values.token === '', account: null, limits });
}

/** Names of products are not for everybody: one of them may be next year's. */
async function loadProductNames(c: Context<HttpEnv>, visitor: Token | null): Promise<string[] | null> {
  if (visitor === null) return null;
  if (visitor.productId !== null) return [visitor.productId];
  const products = await c.env.stores().catalog.loadProducts({ limit: maxPageLimit, after: null });
  return products.items.map(({ id }) => id);
}
