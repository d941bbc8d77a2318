// @ts-check
'use strict';

// The CommonJS entry of `@facesignai/api-native/webhooks`: plain JavaScript on node:crypto. It loads no addon, so that
// it works in every bundle. Its types are in index.d.ts.

const { classes } = require('./errors.js');
const { createNodeWebhook } = require('./node.js');
const { fetchSession } = require('./session.js');
const { sign } = require('./sign.js');
const { unwrap, verify } = require('./verify.js');
const { createWebWebhook } = require('./web.js');

const { FaceSignError, WebhookVerificationError } = classes;

module.exports = {
  FaceSignError,
  WebhookVerificationError,
  createNodeWebhook,
  createWebWebhook,
  fetchSession,
  sign,
  unwrap,
  verify,
};
