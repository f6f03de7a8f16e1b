// What a device did, on one line of time.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { When } from '../when.tsx';
import type { MomentView } from './moments.ts';

export const LineOfTime = ({ moments }: { moments: readonly MomentView[] }) =>
  moments.length === 0 ? (
    <p>Nothing is known of it: it never enrolled or checked in.</p>
  ) : (
    <ol class="line-of-time" aria-label="Newest first">
      {moments.map((moment) => (
        <Item moment={moment} />
      ))}
    </ol>
  );

const Item = ({ moment: { at, title, tone, detail, detailHref, issue } }: { moment: MomentView }) => (
  <li class={tone}>
    <p>
      <strong>{title}</strong>
    </p>
    {detail === '' ? null : <p>{detailHref === null ? detail : <a href={detailHref}>{detail}</a>}</p>}
    <p class="soft">
      <small>
        {at === null ? '' : <When at={at} />}
        {issue === null ? null : (
          <>
            {', '}
            <a href={issue.href}>issue {issue.number}</a>
          </>
        )}
      </small>
    </p>
  </li>
);
