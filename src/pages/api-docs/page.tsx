// The API page: what the OpenAPI document says, for people.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Layout } from '../layout.tsx';
import { Prose } from '../parts.tsx';
import type { ApiDocsModel, Audience } from './model.ts';
import { OperationCard } from './operation.tsx';
import { ShapeFields, shapeId } from './shape-view.tsx';

export const apiDocsPage = (model: ApiDocsModel) => (
  <Layout title={model.title} lead={<Prose text={model.description} />} current="docs">
    <div class="with-aside">
      <Contents model={model} />
      <div class="stack-wide">
        {model.audiences.map((audience) => (
          <AudienceSection audience={audience} />
        ))}
        <section class="stack" id="shapes">
          <h2>Shapes</h2>
          <p class="soft">What several answers share is told once, here.</p>
          {model.shapes.map(({ name, description, shape }) => (
            <article class="card stack" id={shapeId(name)}>
              <h3>{name}</h3>
              {description === null ? null : (
                <p>
                  <Prose text={description} />
                </p>
              )}
              <ShapeFields shape={shape} />
            </article>
          ))}
        </section>
      </div>
    </div>
  </Layout>
);

const Contents = ({ model }: { model: ApiDocsModel }) => (
  <nav class="aside contents" aria-label="Contents">
    {model.audiences.map(({ name, operations }) => (
      <>
        <h2>{name}</h2>
        <ul>
          {operations.map(({ id, summary }) => (
            <li>
              <a href={`#${id}`}>{summary}</a>
            </li>
          ))}
        </ul>
      </>
    ))}
    <h2>
      <a href="#shapes">Shapes</a>
    </h2>
  </nav>
);

const AudienceSection = ({ audience }: { audience: Audience }) => (
  <section class="stack" id={audience.id}>
    <h2>{audience.name}</h2>
    <p class="soft">
      <Prose text={audience.description} />
    </p>
    {audience.operations.map((operation) => (
      <OperationCard operation={operation} />
    ))}
  </section>
);
