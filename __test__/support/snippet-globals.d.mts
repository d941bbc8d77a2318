/** The names that snippet-globals.mjs gives to each snippet, for those in TypeScript. */
import type Client from '@facesignai/api-native';
import type { SessionSettings } from '@facesignai/api-native';

declare global {
  const client: InstanceType<typeof Client>;
  const settings: SessionSettings;
  const sessionId: string;
}
