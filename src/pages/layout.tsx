// The frame of every page: head, header with the ways on, title, content, foot.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { printableLine } from './printable.ts';

export type Place = 'docs' | 'rollouts' | 'issues' | 'trust' | 'report' | 'my-reports' | 'login';

type Way = { readonly place: Place; readonly href: string; readonly label: string };

const ways: readonly Way[] = [
  { place: 'rollouts', href: '/rollouts', label: 'Rollouts' },
  { place: 'issues', href: '/issues', label: 'Issues' },
  { place: 'trust', href: '/trust', label: 'Trust' },
  { place: 'report', href: '/report', label: 'Report a bug' },
  { place: 'my-reports', href: '/my-reports', label: 'My reports' },
  { place: 'docs', href: '/docs', label: 'API' },
];

/** Testers are not shown doors that are closed to them. */
const strangerWays: readonly Way[] = [
  ...ways.filter(({ place }) => place === 'report' || place === 'my-reports'),
  { place: 'login', href: '/login', label: 'Log in' },
];

/** Where the style sheet is served; the page's Content-Security-Policy lets in nothing from elsewhere. */
export const styleHref = '/style.css';

/** An orange, drawn in the address, so that browsers do not ask for a favicon. */
const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#f97316"/></svg>',
  );

/** Who is logged in; null for nobody. */
export type Account = { readonly name: string; readonly role: string; readonly product: string | null };

export type LayoutProps = {
  /** Of the page: its one h1, and what the tab shows unless `tab` says more. */
  readonly title: string;
  readonly tab?: string;
  /** Seconds after which the browser asks for the page again; null for never. */
  readonly refreshS?: number | null;
  readonly account?: Account | null | undefined;
  /** Further places of the page that are one key away from its head. */
  readonly skips?: readonly { readonly href: string; readonly label: string }[];
  /** A sentence or two under the title. */
  readonly lead?: Child;
  /** Address of the page's script, for the few that have one; they work without. */
  readonly script?: string;
  /** Marks this page in the header. */
  readonly current?: Place;
  readonly children?: Child;
};

export const Layout = ({ title, tab, lead, skips = [], current, script, refreshS = null, ...rest }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      {refreshS === null ? null : <meta http-equiv="refresh" content={String(refreshS)} />}
      <title>{tab ?? title} · Orange Friday</title>
      <link rel="icon" href={icon} />
      <link rel="stylesheet" href={styleHref} />
      {script === undefined ? null : <script src={script} defer />}
    </head>
    <body>
      <a class="skip" href="#main">
        To the content
      </a>
      {skips.map(({ href, label }) => (
        <a class="skip" href={href}>
          {label}
        </a>
      ))}
      <header class="bar">
        <div>
          <a class="brand" href="/">
            Orange Friday
          </a>
          <nav aria-label="Pages">
            {(rest.account === null ? strangerWays : ways).map(({ place, href, label }) => (
              <a href={href} aria-current={place === current ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
          {rest.account == null ? null : <AccountView account={rest.account} />}
        </div>
      </header>
      <main class="page" id="main">
        <div class="title">
          <h1>{title}</h1>
          {lead === undefined ? null : <p class="lead">{lead}</p>}
        </div>
        {rest.children}
      </main>
      <footer class="foot">Orange Friday ships a build every Friday, and listens before the next.</footer>
    </body>
  </html>
);

const AccountView = ({ account: { name, role, product } }: { account: Account }) => (
  <form class="account" method="post" action="/logout">
    <span title={product === null ? role : `${role} for ${product}`}>{printableLine(name)}</span>
    <button class="plain" type="submit">
      Log out
    </button>
  </form>
);
