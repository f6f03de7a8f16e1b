// Puts the report form together for whoever looks at it: what they typed, what was wrong, which products they may see.
import type { Context } from 'hono';
import { suggestIssues } from '../../app/suggest-issues.ts';
import { maxAttachmentBytes } from '../../domain/issue/attachment.ts';
import { maxCreditChars } from '../../domain/loop/build-notes.ts';
import { maxPageLimit } from '../../domain/page.ts';
import type { Problem } from '../../domain/result.ts';
import { type ReportModel, reportModel } from '../../pages/report/model.ts';
import { type Suggestion, suggestionOf } from '../../pages/report/similar.tsx';
import { maxFormTextChars, maxFormTitleChars, type ReportFields } from '../../wire/pages/report-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { accountOf } from './account.ts';
import { checkReporter, isKnown, type Looker } from './reporter.ts';

/** With the rest of the report a tester's evening; more go into an archive. */
export const maxFormFiles = 8;

const limits = {
  titleChars: maxFormTitleChars,
  textChars: maxFormTextChars,
  creditChars: maxCreditChars,
  files: maxFormFiles,
  fileMib: maxAttachmentBytes / 1024 / 1024,
};

type Shown = {
  readonly looker: Looker;
  readonly values: ReportFields;
  readonly problems: readonly Problem[];
};

export async function makeReportForm(c: Context<HttpEnv>, { looker, values, problems }: Shown): Promise<ReportModel> {
  const { visitor, tester } = looker;
  return reportModel({
    values,
    problems,
    products: await loadProductNames(c, looker),
    mayReport: isKnown(looker),
    tester: tester === null || (visitor !== null && isKnown({ visitor, tester: null })) ? null : tester.deviceId,
    suggestions: await loadSuggestions(c, values, looker),
    account: visitor === null ? null : accountOf(visitor),
    mayMail: c.env.process.postman !== null,
    limits,
  });
}

/** While database or storage is away: nobody can be looked up, so the form comes back as it was sent. */
export function makeUnstoredForm(values: ReportFields, what: string): ReportModel {
  const fix = 'What you wrote is still here: choose your files again, and send it in a minute.';
  const problems = [{ where: 'form', what, fix }];
  const nothing = { products: null, tester: null, suggestions: [], account: null, mayMail: values.mail !== '' };
  return reportModel({ values, problems, mayReport: values.token === '', limits, ...nothing });
}

/** Titles of a product's issues are for those who may report about it, and for nobody else. */
export async function loadSuggestions(
  c: Context<HttpEnv>,
  fields: Pick<ReportFields, 'product' | 'device' | 'title' | 'text' | 'token'>,
  looker: Looker,
): Promise<Suggestion[]> {
  if (fields.title.trim().length < 4 || !checkReporter(c, fields, looker).ok) return [];
  const draft = { title: fields.title.slice(0, maxFormTitleChars), text: fields.text.slice(0, maxFormTextChars) };
  const found = await suggestIssues(c.env.stores(), { product: fields.product.trim(), ...draft });
  return found.map(suggestionOf);
}

/** Names of products are not for everybody: one of them may be next year's. */
async function loadProductNames(c: Context<HttpEnv>, { visitor, tester }: Looker): Promise<string[] | null> {
  if (visitor === null) return tester === null ? null : [tester.product];
  if (visitor.productId !== null) return [visitor.productId];
  const products = await c.env.stores().catalog.loadProducts({ limit: maxPageLimit, after: null });
  return products.items.map(({ id }) => id);
}
