/**
 * What the type tests say of types. A wrong statement does not compile, so `tsc` is the test runner.
 */

/** True when both types are the same, `any` included. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles for `true` only: `expectTrue<Same<A, B>>()`. */
export declare function expectTrue<_T extends true>(): void;

/** Compiles when the value has exactly the type `T`: `expectType<T>()(value)`. */
export declare function expectType<T>(): <V>(value: V & (Same<T, V> extends true ? unknown : never)) => void;
