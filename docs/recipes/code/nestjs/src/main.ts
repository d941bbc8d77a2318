import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FaceSignFilter } from './facesign.filter.js';
import { FaceSignModule } from './facesign.module.js';
import { VerificationsController } from './verifications.controller.js';

@Module({ imports: [FaceSignModule], controllers: [VerificationsController] })
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  app.useGlobalFilters(new FaceSignFilter());
  await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
}

main();
