import Client from '@facesignai/api-native';
import { BadRequestException, Body, Controller, Get, Param, Post } from '@nestjs/common';

@Controller('verifications')
export class VerificationsController {
  constructor(private readonly facesign: Client) {}

  @Post()
  async begin(@Body('orderId') orderId: unknown) {
    // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
    // caller who names another user's order gets that user's session.
    if (typeof orderId !== 'string' || orderId === '')
      throw new BadRequestException('orderId must be a string.');
    const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
    const { session, clientSecret } = await this.facesign.session.create(
      {
        clientReferenceId: orderId,
        metadata: {},
        flow: [
          { id: 'start', type: 'start', outcome: 'end' },
          { id: 'end', type: 'end' },
        ],
      },
      { idempotencyKey },
    );
    return { id: session.id, url: clientSecret.url };
  }

  @Get(':id')
  async look(@Param('id') sessionId: string) {
    const { session } = await this.facesign.session.retrieve({ sessionId });
    return { id: session.id, status: session.status };
  }
}
