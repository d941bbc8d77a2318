// The pages of the sandbox in headless Chromium: by mouse and by keyboard, for a screen reader, with and without scripts, on a
// phone and on a desktop, light and dark.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import axe from 'axe-core';
import { launchBrowser, noBrowser } from '../support/browser.mjs';
import { create } from '../support/sandbox-call.mjs';
import { TALK_FLOW } from '../support/sandbox-page.mjs';
import { receiving } from '../support/webhook-receiver.mjs';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

describe('in Chromium', { skip: noBrowser, timeout: 240_000 }, () => {
  let browser;
  let made;
  let sandbox;
  let context;
  let tab;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    made = await receiving();
    sandbox = made.sandbox;
    await use();
  });
  afterEach(async () => {
    await context.close();
    await made.close();
  });

  /** A tab with these options. Errors of a page, such as what its policy forbids, fail the test. */
  async function use(options = {}) {
    await context?.close();
    context = await browser.newContext({ viewport: DESKTOP, ...options });
    tab = await context.newPage();
    tab.on('pageerror', (error) => assert.fail(error));
    tab.on('console', (message) => assert.notEqual(message.type(), 'error', message.text()));
    tab.on('dialog', () => assert.fail('a dialog opened'));
  }

  async function openSession(settings = { flow: TALK_FLOW }) {
    const { session, clientSecret } = (await create(sandbox, settings)).body;
    await tab.goto(clientSecret.url);
    return session.id;
  }

  const choose = (name) => tab.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  const shows = (title) => tab.getByRole('heading', { level: 1, name: title }).waitFor();
  const statusOf = (id) => sandbox.sessions.get(id).status;
  const pathOf = (id) => sandbox.sessions.get(id).report.nodeReports.map(({ outcome }) => outcome);
  const focused = () => tab.evaluate(() => document.activeElement?.textContent?.trim());

  test('clicks lead through the flow to a complete session', async () => {
    const id = await openSession();
    await choose('ready');
    await shows('live');
    await choose('deepfakeDetected');
    await shows('Session complete');
    assert.equal(statusOf(id), 'complete');
    assert.deepEqual(pathOf(id), ['live', 'deepfakeDetected']);
  });

  test('steps load no new page', async () => {
    await openSession();
    let loads = 0;
    tab.on('load', () => {
      loads += 1;
    });
    await choose('ready');
    await shows('live');
    assert.equal(loads, 0);
    assert.match(await tab.title(), /^live/);
  });

  test('a second click while the first is on its way counts once', async () => {
    const id = await openSession();
    await tab
      .getByRole('button', { name: /^ready/ })
      .evaluate((button) => [button.click(), button.click(), button.click()]);
    await shows('live');
    assert.deepEqual(pathOf(id), ['live']);
  });

  test('the keyboard alone leads through it, and the focus follows to each node', async () => {
    const id = await openSession();
    await tab.keyboard.press('Tab');
    assert.match(await focused(), /^ready/);
    await tab.keyboard.press('Enter');
    await shows('live');
    assert.equal(await focused(), 'live');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Space');
    await shows('Session complete');
    assert.equal(await focused(), 'Session complete');
    assert.deepEqual(pathOf(id), ['live', 'deepfakeDetected']);
  });

  test('a screen reader gets the outcome that was chosen, in a live region that stays', async () => {
    await openSession();
    const status = await tab.getByRole('status').elementHandle();
    await choose('ready');
    await shows('live');
    assert.equal(await status.textContent(), 'hello: ready');
    assert.equal(await status.evaluate((element) => element.isConnected), true);
  });

  test('the list says which node is the current one', async () => {
    await openSession();
    await choose('ready');
    await shows('live');
    assert.match(await tab.locator('[aria-current=step]').textContent(), /^live/);
  });

  test('the button Leave makes the session incomplete', async () => {
    const id = await openSession();
    await tab.getByRole('button', { name: 'Leave the session' }).click();
    await shows('Session incomplete');
    assert.equal(statusOf(id), 'incomplete');
  });

  for (const [name, act] of [
    ['closing the tab', () => tab.close()],
    ['reloading the page', () => tab.reload()],
    ['going elsewhere', () => tab.goto(`${sandbox.url}/_sandbox/`)],
  ])
    test(`${name} makes the session incomplete`, async () => {
      const id = await openSession();
      const left = sandbox.nextDelivery(() => statusOf(id) !== 'inProgress');
      await act();
      await left;
      assert.equal(statusOf(id), 'incomplete');
    });

  test('closing the page of an ended session changes nothing', async () => {
    const id = await openSession({});
    await tab.goto(`${sandbox.url}/_sandbox/`);
    assert.equal(statusOf(id), 'complete');
  });

  test('all works without scripts', async () => {
    await use({ javaScriptEnabled: false });
    const id = await openSession();
    await choose('ready');
    await shows('live');
    await tab.reload();
    await shows('live');
    await choose('noFace');
    await shows('hello');
    await tab.getByRole('button', { name: 'Leave the session' }).click();
    await shows('Session incomplete');
    assert.deepEqual(pathOf(id), ['live', 'noFace']);
  });

  test('a sandbox that has stopped is reported, and the page stays', async () => {
    await openSession();
    await tab.route('**/step', (route) => route.abort());
    tab.removeAllListeners('console');
    await choose('ready');
    await tab.getByText('The sandbox does not respond').waitFor();
    await tab.unroute('**/step');
    await choose('ready');
    await shows('live');
  });

  test('ids with line breaks, quotes and half of a letter can be chosen', async () => {
    const odd = 'a\r\nb\n"\' &amp;\ud800';
    const flow = TALK_FLOW.map((node) =>
      node.id === 'hello' ? { ...node, outcomes: [{ ...node.outcomes[0], id: odd }] } : node,
    );
    const id = await openSession({ flow });
    await tab.locator('.outcomes button').click();
    await shows('live');
    assert.deepEqual(pathOf(id), ['live']);
  });

  test('markup in a flow, in metadata and in requests runs nothing', async () => {
    const text = `<img src=x onerror="window.ran = 1"><script>window.ran = 1</script>"'><svg onload="window.ran = 1">`;
    const flow = TALK_FLOW.map((node) =>
      node.id === 'hello'
        ? { ...node, prompt: text, outcomes: [{ id: text, targetNodeId: 'live', condition: text }] }
        : node,
    );
    const settings = { clientReferenceId: text, metadata: { [text]: text }, flow };
    const id = await openSession(settings);
    const addresses = [tab.url(), `${sandbox.url}/_sandbox/`, `${sandbox.url}/_sandbox/sessions/${id}`];
    for (const address of addresses) {
      if (tab.url() !== address) await tab.goto(address);
      assert.equal(await tab.evaluate(() => window.ran), undefined);
      assert.equal(await tab.locator('img, svg[onload], main script').count(), 0);
    }
  });

  describe('the page of the sandbox', () => {
    const openBoard = () => tab.goto(`${sandbox.url}/_sandbox/`);
    const news = (text) => tab.getByRole('status').getByText(text).waitFor();

    test('sets a fault, and the focus stays at its button', async () => {
      await openBoard();
      await tab.getByLabel('Operation').selectOption('session.list');
      await tab.getByLabel('Status, 200 to 599').fill('429');
      await tab.getByLabel('Number of calls').fill('2');
      await tab.getByRole('button', { name: 'Set the fault' }).click();
      await news('The fault waits for its call.');
      assert.equal(sandbox.pendingFaults, 2);
      assert.equal(await focused(), 'Set the fault');
      await tab.getByRole('button', { name: 'Remove all faults' }).click();
      await news('All faults are removed.');
      assert.equal(sandbox.pendingFaults, 0);
    });

    test('says why a fault is invalid', async () => {
      tab.removeAllListeners('console');
      await openBoard();
      await tab.getByLabel('Status, 200 to 599').fill('99');
      await tab.getByRole('button', { name: 'Set the fault' }).click();
      await news("The field 'status' of a fault must be a status from 200 to 599.");
    });

    test('moves the clock', async () => {
      await openBoard();
      const before = sandbox.clock.now();
      await tab.getByLabel('Move forward by').selectOption('15 minutes');
      await tab.getByRole('button', { name: 'Move the clock' }).click();
      await news('The clock has moved.');
      assert.equal(sandbox.clock.now(), before + 900_000);
    });

    test('completes and abandons sessions, and resets', async () => {
      const ids = [];
      for (const _ of [1, 2]) ids.push((await create(sandbox)).body.session.id);
      await openBoard();
      await tab.getByRole('button', { name: `Complete ${ids[0]}` }).click();
      await news(`Complete ${ids[0]}`);
      await tab.getByRole('button', { name: `Abandon ${ids[1]}` }).click();
      await news(`Abandon ${ids[1]}`);
      assert.deepEqual(ids.map(statusOf), ['complete', 'incomplete']);
      await tab.getByRole('button', { name: 'Reset the sandbox' }).click();
      await news('The sandbox is as after its start.');
      assert.equal(sandbox.sessions.size, 0);
    });

    test('plays a session in a new tab', async () => {
      const { session } = (await create(sandbox, { flow: TALK_FLOW })).body;
      await openBoard();
      const [opened] = await Promise.all([
        once(context, 'page'),
        tab.getByRole('link', { name: `Play ${session.id}` }).click(),
      ]);
      const [page] = [opened].flat();
      await page.getByRole('heading', { level: 1, name: 'hello' }).waitFor();
      assert.equal(statusOf(session.id), 'inProgress');
    });
  });

  describe('axe-core finds nothing, and nothing is wider than the screen', () => {
    /** What leads to each page. */
    const PAGES = {
      'a step': () => openSession(),
      'a later step': async () => {
        await openSession();
        await choose('ready');
        await shows('live');
        for (const summary of await tab.locator('summary').all()) await summary.click();
      },
      'a complete session': async () => {
        await openSession();
        await choose('refused');
        await shows('Session complete');
      },
      'a session without a flow to play': async () => {
        const id = await openSession();
        sandbox.setSession(id, { settings: { flow: null } });
        await choose('ready');
        await shows('Nothing to play');
      },
      'an unknown link': () => tab.goto(`${sandbox.url}/play?cs=none`),
      'one session': async () => {
        const { session } = (await create(sandbox, { flow: TALK_FLOW })).body;
        await tab.goto(`${sandbox.url}/_sandbox/sessions/${session.id}`);
      },
      'the sandbox': async () => {
        for (const _ of [1, 2]) await create(sandbox, { flow: TALK_FLOW });
        const [first] = sandbox.sessions.keys();
        sandbox.completeSession(first);
        await tab.goto(`${sandbox.url}/_sandbox/`);
        await tab.getByText('Show').first().click();
      },
      'an empty sandbox': () => tab.goto(`${sandbox.url}/_sandbox/`),
    };
    const looks = ['light', 'dark'].flatMap((colorScheme) => [
      { colorScheme, viewport: PHONE },
      { colorScheme, viewport: DESKTOP },
    ]);

    /** What axe-core finds, and whether the page is too wide. */
    async function faults({ colorScheme, viewport }) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize(viewport);
      const { violations } = await tab.evaluate(() => window.axe.run());
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      const excess = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      return excess > 0 ? [...found, `${excess} px too wide`] : found;
    }

    for (const [name, show] of Object.entries(PAGES))
      test(`${name}, light and dark, on a phone and on a desktop`, async () => {
        tab.removeAllListeners('console'); // A 404 is logged as an error.
        await show();
        await tab.evaluate(axe.source);
        for (const look of looks) assert.deepEqual(await faults(look), [], JSON.stringify(look));
      });
  });
});
