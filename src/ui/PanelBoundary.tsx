/** Keeps a fault in one panel from taking the page with it: says what happened, what is safe, and offers to try again. */
import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './PanelBoundary.module.css';

interface Props {
  /** "The curves". */
  readonly name: string;
  readonly children: ReactNode;
}

export class PanelBoundary extends Component<Props, { readonly fault: string | null }> {
  override state = { fault: null };

  static getDerivedStateFromError(thrown: unknown): { fault: string } {
    return { fault: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <div className={styles.fault} role="alert">
        <p>
          <b>{this.props.name} could not be drawn.</b> The run itself goes on.
        </p>
        <p className={styles.detail}>{this.state.fault}</p>
        <Button look="small" onClick={() => this.setState({ fault: null })}>
          Try again
        </Button>
      </div>
    );
  }
}
