// @ts-check
'use strict';

const { AsyncResource } = require('node:async_hooks');

/** An async scope that holds no handle open, and says so to tools that list open handles (Jest's `--detectOpenHandles`). */
class ClosedResource extends AsyncResource {
  constructor() {
    super('FACESIGN', { requireManualDestroy: true });
  }

  hasRef() {
    return false;
  }
}

module.exports = { ClosedResource };
