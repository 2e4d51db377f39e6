import type { ListProjects, Project } from '../services.ts';
import { property, stringOf } from '../../model/parse.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { idOf, listOf } from '../shared/wireValues.ts';
import { createClient } from './client.ts';
import { routes } from './route.ts';

/** The projects that a person may choose from. */
export const listProjects: ListProjects = async (connection, services, signal): Promise<readonly Project[]> => {
  // With the person's own token, which a project would replace.
  const { project: _project, ...personal } = connection;
  const answer = await createClient(personal, services).get(routes.projects(), signal);
  const items = listOf(answer) ?? listOf(property(answer, 'projects'));
  if (!items) throw unreadableError('GET /projects/', answer);
  return items.flatMap((item) => {
    const id = idOf(item, 'project_id', 'id');
    return id === undefined ? [] : [{ id, name: stringOf(item, 'name')?.trim() || id }];
  });
};
