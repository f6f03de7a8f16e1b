// The look of what testers see: choices in forms, lists without marks, the line of time.

export const loopStyle = `
.choice { align-items: baseline; overflow-wrap: anywhere; }
.choices { display: grid; gap: 0.6rem; }
.plain-list { list-style: none; margin: 0; padding: 0; overflow-wrap: anywhere; }
textarea.short { min-height: 4.5rem; }
.line-of-time { list-style: none; margin: 0; padding: 0 0 0 1.25rem; border-left: 0.15rem solid var(--line); }
.line-of-time li { position: relative; padding-bottom: 1.1rem; overflow-wrap: anywhere; }
.line-of-time li::before {
  content: ""; position: absolute; left: -1.72rem; top: 0.45rem; width: 0.75rem; height: 0.75rem; border-radius: 50%;
  background: var(--paper); border: 0.15rem solid var(--edge);
}
.line-of-time li.good::before { border-color: var(--good); }
.line-of-time li.bad::before { border-color: var(--bad); }
.line-of-time li.cool::before { border-color: var(--cool); }
.line-of-time li.accent::before { border-color: var(--glow); }
.said { white-space: pre-wrap; overflow-wrap: anywhere; }
form.row { grid-template-columns: none; display: flex; max-width: none; }
`.trimStart();
