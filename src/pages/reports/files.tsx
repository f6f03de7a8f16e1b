// The files of a report, each a download.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { FileLink } from './row.ts';

export const FileList = ({ files }: { files: readonly FileLink[] }) =>
  files.length === 0 ? (
    <>none</>
  ) : (
    <ul class="plain-list">
      {files.map(({ name, href, size }) => (
        <li>
          <a href={href} download={name}>
            {name}
          </a>{' '}
          <small>{size}</small>
        </li>
      ))}
    </ul>
  );
