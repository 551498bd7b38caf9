/** Text to copy: one click selects it. A line that is too long breaks, so nothing hides. */
export function Code({ children }: { children: string }) {
  return (
    <pre className="code">
      <code>{children}</code>
    </pre>
  );
}
