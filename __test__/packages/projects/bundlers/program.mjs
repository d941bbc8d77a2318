import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';
import exercise from './session.mjs';

await exercise(Client, { FSNodeType, NotFoundError });
