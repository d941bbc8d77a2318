import { FaceSignError } from '@facesignai/api-native';
import pino from 'pino';

const { err: standard } = pino.stdSerializers;

// pino puts the name of the class in place of `type`; the report of a FaceSignError has both.
export const err = (error) =>
  error instanceof FaceSignError ? { ...standard(error), ...error.toJSON() } : standard(error);

export const logger = pino({ serializers: { err } });
