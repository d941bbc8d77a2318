// As native ES modules had to use the old SDK.
import pkg from '@facesignai/api';
import exercise from './exercise.cjs';

await exercise(pkg.default, pkg);
