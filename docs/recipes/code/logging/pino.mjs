import { FaceSignError } from '@facesignai/api-native';
import pino from 'pino';

const { err: standard } = pino.stdSerializers;

// pino replaces `type` with the name of the class; the report of a FaceSignError has both.
export const err = (error) =>
  error instanceof FaceSignError ? { ...standard(error), ...error.toJSON() } : standard(error);

export const logger = pino({ serializers: { err } });
