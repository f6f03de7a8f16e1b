// What testers can do with all that is stored of them: take it along, and have it erased.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Sure } from './erase.tsx';

type Of = { readonly isDevice: boolean };

export const OwnData = ({ isDevice }: Of) => (
  <section class="stack" aria-labelledby="own-data">
    <h2 id="own-data">What is stored about you</h2>
    <p>
      {isDevice
        ? 'Your reports with their texts and files, the crashes of this device, and what it told of itself.'
        : 'The reports that you filed, with their texts and files.'}
    </p>
    <p>
      <a class="button quiet" href="/my-data" download="my-reports.zip">
        Download all of it
      </a>
    </p>
    <details>
      <summary>Erase all of it</summary>
      <form method="post" action="/my-data/erase" class="card">
        <p>
          {isDevice
            ? 'All reports, files, names, addresses and crashes of this device are erased for good, with what it told of itself. It leaves the testers and goes on to work; to take part again it has to be enrolled again.'
            : 'All reports that you filed are erased for good, with their files, names and addresses.'}
        </p>
        <Sure />
        <button type="submit" class="quiet">
          Erase all of it
        </button>
      </form>
    </details>
  </section>
);
