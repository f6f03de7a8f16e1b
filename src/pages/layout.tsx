// The frame of every page: head, header with the ways on, title, content, foot.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';

export type Place = 'docs' | 'rollouts' | 'report';

const ways: readonly { place: Place; href: string; label: string }[] = [{ place: 'docs', href: '/docs', label: 'API' }];

/** Where the style sheet is served; the page's Content-Security-Policy lets in nothing from elsewhere. */
export const styleHref = '/style.css';

/** An orange, drawn in the address, so that browsers do not ask for a favicon. */
const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#f97316"/></svg>',
  );

export type LayoutProps = {
  /** Of the page, as the tab shows it and as its one h1. */
  readonly title: string;
  /** A sentence or two under the title. */
  readonly lead?: Child;
  /** Marks this page in the header. */
  readonly current?: Place;
  readonly children?: Child;
};

export const Layout = ({ title, lead, current, children }: LayoutProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title} · Orange Friday</title>
      <link rel="icon" href={icon} />
      <link rel="stylesheet" href={styleHref} />
    </head>
    <body>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="bar">
        <div>
          <a class="brand" href="/">
            Orange Friday
          </a>
          <nav aria-label="Pages">
            {ways.map(({ place, href, label }) => (
              <a href={href} aria-current={place === current ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
        </div>
      </header>
      <main class="page" id="main">
        <div class="title">
          <h1>{title}</h1>
          {lead === undefined ? null : <p class="lead">{lead}</p>}
        </div>
        {children}
      </main>
      <footer class="foot">Orange Friday ships a build every Friday, and listens before the next.</footer>
    </body>
  </html>
);
