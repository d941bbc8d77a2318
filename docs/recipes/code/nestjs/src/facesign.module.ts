import Client from '@facesignai/api-native';
import { Global, Module } from '@nestjs/common';

/** The class itself is the token, so a constructor asks for it by its type. */
const provider = {
  provide: Client,
  useFactory: () => new Client({ serverUrl: process.env.FACESIGN_SERVER_URL }),
};

@Global()
@Module({ providers: [provider], exports: [Client] })
export class FaceSignModule {}
