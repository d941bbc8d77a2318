import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';
import exercise from './exercise.cjs';

await exercise(Client, { FSNodeType, NotFoundError });
