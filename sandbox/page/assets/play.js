// @ts-check
// Makes the steps of a session without loading a new page, and tells the sandbox when the page is closed. Without it the
// forms work, too.

const news = /** @type {HTMLElement} */ (document.querySelector('#news'));

/** Sends a form and shows the page that comes back. @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function send(form, button) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  const main = document.querySelector('main');
  main?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    show(new DOMParser().parseFromString(await response.text(), 'text/html'));
  } catch {
    main?.removeAttribute('aria-busy');
    news.textContent = 'The sandbox does not respond. Is it still running?';
  }
}

/** @param {Document} page */
function show(page) {
  const main = page.querySelector('main');
  if (!main) return location.reload();
  document.title = page.title;
  document.querySelector('main')?.replaceWith(main);
  news.textContent = main.dataset.news ?? '';
  document.querySelector('h1')?.focus();
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  if (document.querySelector('main[aria-busy]')) return;
  send(/** @type {HTMLFormElement} */ (event.target), event.submitter);
});

addEventListener('pagehide', () => {
  const { leave } = document.querySelector('main')?.dataset ?? {};
  if (leave) navigator.sendBeacon(leave, new URLSearchParams());
});
