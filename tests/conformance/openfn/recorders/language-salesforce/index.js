import { recorded } from '../record.mjs';

export * from '@openfn/language-common';
const done = () => ({ success: true, errors: [], completed: [] });
export const upsert = recorded('upsert', done);
export const create = recorded('create', done);
export const update = recorded('update', done);
export const query = recorded('query', () => []);
