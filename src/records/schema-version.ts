/** Version of the typed records, semantic: major when a reader of older records would misread the new ones. */
export const SCHEMA_VERSION = '1.0.0'
