// What each status of an error response means (docs/api-contract.md#api-errors): the class of the error if the body names
// no type, whether it is retried, and what the call may have done.

/** @typedef {{ status: number, className: string, retried: boolean, outcome: 'answered' | 'unknown' }} Row */

const row = ([status, className, retried, outcome]) => ({ status, className, retried, outcome });

/** @type {Row[]} */
export const STATUSES = [
  [300, 'ServerError', false, 'unknown'],
  [304, 'ServerError', false, 'unknown'],
  [400, 'ValidationError', false, 'answered'],
  [401, 'AuthenticationError', false, 'answered'],
  [402, 'ValidationError', false, 'answered'],
  [403, 'AuthenticationError', false, 'answered'],
  [404, 'NotFoundError', false, 'answered'],
  [405, 'ValidationError', false, 'answered'],
  [408, 'ServerError', true, 'unknown'],
  [409, 'ConflictError', false, 'answered'],
  [410, 'ValidationError', false, 'answered'],
  [418, 'ValidationError', false, 'answered'],
  [422, 'ValidationError', false, 'answered'],
  [429, 'RateLimitError', true, 'answered'],
  [499, 'ValidationError', false, 'answered'],
  [500, 'ServerError', true, 'unknown'],
  [501, 'ServerError', false, 'unknown'],
  [502, 'ServerError', true, 'unknown'],
  [503, 'ServerError', true, 'unknown'],
  [504, 'ServerError', true, 'unknown'],
  [505, 'ServerError', false, 'unknown'],
  [520, 'ServerError', true, 'unknown'],
  [521, 'ServerError', true, 'unknown'],
  [522, 'ServerError', true, 'unknown'],
  [523, 'ServerError', true, 'unknown'],
  [524, 'ServerError', true, 'unknown'],
  [525, 'ServerError', false, 'unknown'],
  [526, 'ServerError', false, 'unknown'],
  [527, 'ServerError', true, 'unknown'],
  [528, 'ServerError', false, 'unknown'],
  [529, 'ServerError', true, 'unknown'],
  [530, 'ServerError', true, 'unknown'],
  [599, 'ServerError', false, 'unknown'],
].map(row);

/** The statuses that are retried. */
export const RETRIED = STATUSES.filter(({ retried }) => retried).map(({ status }) => status);
