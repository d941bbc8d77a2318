// A real browser: headless Chromium as the system has it (Debian: apt-get install chromium).
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** Why a test that needs a browser is skipped, or false. */
export const noBrowser = CHROMIUM ? false : 'no Chromium is installed here';

/** @param {string[]} [args] more options of Chromium */
export function launchBrowser(args = []) {
  const quiet = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...quiet, ...args] });
}
