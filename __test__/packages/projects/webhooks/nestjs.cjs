// A controller as TypeScript compiles it, without its decorators' syntax.
require('reflect-metadata');
const { Controller, Module, Post, Req, Res } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { deliver, receive } = require('./deliver.cjs');

class WebhooksController {
  facesign(request, response) {
    return receive(request, response);
  }
}
const method = [WebhooksController.prototype, 'facesign'];
Req()(...method, 0);
Res()(...method, 1);
Post('facesign')(...method, Object.getOwnPropertyDescriptor(...method));
Controller('webhooks')(WebhooksController);

class AppModule {}
Module({ controllers: [WebhooksController] })(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { rawBody: process.argv[2] === 'raw', logger: false });
  await app.listen(0, '127.0.0.1');
  await deliver(app.getHttpServer());
  await app.close();
}

main();
