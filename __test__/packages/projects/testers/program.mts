import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';
import exercise from './exercise.cjs';

void exercise(Client, { FSNodeType, NotFoundError });
