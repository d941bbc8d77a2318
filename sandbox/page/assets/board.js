// @ts-check
// Sends the forms of the page as the control takes them, and shows what has become of it.

/** @param {HTMLFormElement} form */
function jsonOf(form) {
  const fields = [...form.querySelectorAll('input, select')].map(
    (field) => /** @type {HTMLInputElement | HTMLSelectElement} */ (field),
  );
  const filled = fields.filter(({ value }) => value !== '');
  return Object.fromEntries(
    filled.map(({ name, value, dataset }) => [name, dataset.type === 'number' ? Number(value) : value]),
  );
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const headers = { 'content-type': 'application/json' };
  const method = form.dataset.method ?? 'POST';
  const response = await fetch(form.action, { method, headers, body: JSON.stringify(jsonOf(form)) });
  if (!response.ok) return (await response.json()).error.message;
  await refresh();
  (document.getElementById(form.id)?.querySelector('button') ?? document.querySelector('h1'))?.focus();
  return form.dataset.done;
}

async function refresh() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = page.querySelector('main');
  if (main) document.querySelector('main')?.replaceWith(main);
}

/** @param {string} text */
function report(text) {
  const news = document.querySelector('#news');
  if (news) news.textContent = text;
}

const noResponse = () => report('The sandbox does not respond. Is it still running?');

document.addEventListener('submit', (event) => {
  event.preventDefault();
  send(/** @type {HTMLFormElement} */ (event.target)).then(report, noResponse);
});

// Back from the page of a session. A form that is being filled in stays.
addEventListener('focus', () => {
  if (!document.querySelector('form :focus')) refresh().catch(noResponse);
});
