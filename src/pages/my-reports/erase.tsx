// The form by which reporters take their report back.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */

export const Erase = ({ href, link }: { href: string; link: string }) => (
  <details>
    <summary>Take this report back</summary>
    <form method="post" action={`${href}/erase`} class="card">
      <p>Its text, its files, your name and address, and your answers are erased for good.</p>
      <input type="hidden" name="link" value={link} />
      <Sure />
      <button type="submit" class="quiet">
        Erase it
      </button>
    </form>
  </details>
);

/** Nothing is erased by one press alone. */
export const Sure = () => (
  <label class="choice" for="sure">
    <input type="checkbox" id="sure" name="sure" value="yes" required />
    <span>Erase it: this cannot be undone</span>
  </label>
);
