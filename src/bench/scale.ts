/** How large the cases are: `full` for a GPU, `small` for software adapters and the CPU, `tiny` to try the benchmark itself. */
export type Scale = 'tiny' | 'small' | 'full';
