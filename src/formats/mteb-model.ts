/** Which model a result is of, as folders are named by, and what is known of it. */
export interface MtebModel {
  /** `name`, or `organisation/name`; MTEB makes its metadata of the second alone. */
  readonly model: string
  readonly revision: string
  /** Numbers of a vector. */
  readonly dimensions?: number
  /** Most tokens of a text. */
  readonly maxTokens?: number
  /** Numbers that training could change. */
  readonly parameters?: number
  /** As the hub spells it: `mit`. */
  readonly license?: string
  /** The model's page. */
  readonly reference?: string
}

/** What MTEB keeps of a model beside its results: `model_meta.json`, with null for what is not known. */
export type MtebModelMeta = Readonly<Record<string, unknown>>

/**
 * The metadata of a model as MTEB writes them. Its keys are those of `ModelMeta`, which refuses others; vectors are
 * compared by cosine.
 */
export function mtebModelMeta(known: MtebModel): MtebModelMeta {
  return {
    loader_kwargs: {},
    name: known.model,
    revision: known.revision,
    release_date: null,
    languages: null,
    n_parameters: known.parameters ?? null,
    n_active_parameters_override: null,
    n_embedding_parameters: null,
    memory_usage_mb: null,
    max_tokens: known.maxTokens ?? null,
    embed_dim: known.dimensions ?? null,
    license: known.license ?? null,
    open_weights: null,
    public_training_code: null,
    public_training_data: null,
    framework: [],
    reference: known.reference ?? null,
    similarity_fn_name: 'cosine',
    use_instructions: null,
    training_datasets: null,
    adapted_from: null,
    superseded_by: null,
    modalities: ['text'],
    model_type: ['dense'],
    citation: null,
    contacts: null,
    experiment_kwargs: null,
    output_dtypes: null,
    extra_requirements_groups: null,
    loader: null,
    is_cross_encoder: false,
  }
}
