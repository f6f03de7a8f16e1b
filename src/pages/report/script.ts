// The one script of our pages: offers open issues that say the same while a tester writes. The form works without it.

/** Where it is served; the page's policy lets in no other. */
export const reportScriptHref = '/report.js';

/** Titles of others are set as text, never as markup. What was chosen stays in the list until something else is. */
export const reportScript = `
'use strict';
(() => {
  const form = document.querySelector('form[data-similar]');
  const box = document.getElementById('similar');
  const list = document.getElementById('similar-list');
  if (!form || !box || !list) return;
  const restMs = 400;
  let timer, asked = '', turn = 0, shown = [];
  const field = (name) => form.elements.namedItem(name);
  const chosen = () => (form.querySelector('input[name=same]:checked') || { value: '' }).value;
  const choice = (value, title, words) => {
    const label = document.createElement('label');
    label.className = 'choice';
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'same';
    input.value = value;
    input.checked = value === chosen();
    const text = document.createElement('span');
    text.textContent = title;
    label.append(input, text);
    if (words !== '') {
      const small = document.createElement('small');
      small.textContent = words;
      text.append(document.createElement('br'), small);
    }
    return label;
  };
  const show = (items) => {
    const kept = shown.filter((item) => String(item.number) === chosen() && !items.some((other) => other.number === item.number));
    shown = [...items, ...kept];
    const labels = shown.map((item) => choice(String(item.number), 'Me too: ' + item.title, item.words));
    list.replaceChildren(...labels, choice('', 'No, it is something else', ''));
    if (!form.querySelector('input[name=same]:checked')) list.lastChild.querySelector('input').checked = true;
    box.hidden = shown.length === 0;
  };
  const ask = async () => {
    const body = new URLSearchParams();
    for (const name of ['product', 'device', 'title', 'text', 'token']) {
      const found = field(name);
      if (found) body.set(name, found.value.slice(0, 4000));
    }
    if (body.toString() === asked) return;
    asked = body.toString();
    const mine = ++turn;
    let items = [];
    try {
      const answer = await fetch(form.dataset.similar, { method: 'POST', body, headers: { accept: 'application/json' } });
      if (answer.ok) items = (await answer.json()).items;
    } catch {
      return;
    }
    if (mine === turn) show(items);
  };
  form.addEventListener('input', (event) => {
    if (event.target.name === 'same') return;
    clearTimeout(timer);
    timer = setTimeout(ask, restMs);
  });
})();
`.trimStart();
