import { recorded } from '../record.mjs';

export * from '@openfn/language-common';
const done = () => ({ status: 'OK' });
export const create = recorded('create', done);
export const get = recorded('get');
export const tracker = {
  import: recorded('tracker.import', done),
  export: recorded('tracker.export', () => ({ trackedEntities: [] })),
};
