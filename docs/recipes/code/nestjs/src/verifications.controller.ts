import Client from '@facesignai/api-native';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';

@Controller('verifications')
export class VerificationsController {
  constructor(private readonly facesign: Client) {}

  @Post()
  async begin(@Body() { orderId }: { orderId: string }) {
    const { session, clientSecret } = await this.facesign.session.create(
      {
        clientReferenceId: orderId,
        metadata: {},
        flow: [
          { id: 'start', type: 'start', outcome: 'end' },
          { id: 'end', type: 'end' },
        ],
      },
      { idempotencyKey: orderId },
    );
    return { id: session.id, url: clientSecret.url };
  }

  @Get(':id')
  async look(@Param('id') sessionId: string) {
    const { session } = await this.facesign.session.retrieve({ sessionId });
    return { id: session.id, status: session.status };
  }
}
