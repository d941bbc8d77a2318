import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import Koa from 'koa';
import { on } from './events.mjs';

export const app = new Koa();
const receive = createNodeWebhook({ on, onError: console.error });

// Before any body parser.
app.use(async (ctx, next) => {
  if (ctx.path !== '/webhooks/facesign') return next();
  ctx.respond = false;
  return receive(ctx.req, ctx.res);
});
