import { recorded } from '../record.mjs';

export * from '@openfn/language-common';
export const upsertMany = recorded('upsertMany', () => []);
export const insertMany = recorded('insertMany', () => []);
export const sql = recorded('sql', () => []);
