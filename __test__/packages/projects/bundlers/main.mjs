// As program.mjs, for bundles in CommonJS, which know no top-level await.
import Client, { FSNodeType, NotFoundError } from '@facesignai/api-native';
import exercise from './session.mjs';

exercise(Client, { FSNodeType, NotFoundError });
