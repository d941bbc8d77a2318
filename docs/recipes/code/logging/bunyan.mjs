import { FaceSignError } from '@facesignai/api-native';
import bunyan from 'bunyan';

const { err: standard } = bunyan.stdSerializers;

// bunyan keeps only `message`, `name`, `stack` and `code`; the report of a FaceSignError has the rest.
export const err = (error) =>
  error instanceof FaceSignError ? { ...standard(error), ...error.toJSON() } : standard(error);

export const logger = bunyan.createLogger({ name: 'verifications', serializers: { err } });
